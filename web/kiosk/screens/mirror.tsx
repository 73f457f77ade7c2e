import type { ComponentChildren, JSX } from 'preact';
import type { Turn } from '../../../models/pipeline/turn.ts';

/** The visitor's own picture, mirrored as people expect it, in a frame that fills while the check goes on. */
export function Mirror(props: {
  stream: MediaStream | null;
  /** How far the camera's picture is turned clockwise. */
  turn: Turn;
  progress: number | null;
  /** A drawing of what to do, over its corner. */
  children: ComponentChildren;
}): JSX.Element {
  const { stream, turn, progress } = props;
  // With the element itself: an effect after it was seen to be left out under load, and the mirror stayed black.
  const show = (video: HTMLVideoElement | null) => {
    if (video && video.srcObject !== stream) video.srcObject = stream;
  };
  return (
    <div class={`mirror ${progress === null ? 'inviting' : ''}`} style={`--filled: ${progress ?? 1}`}>
      <video ref={show} data-turn={turn} autoplay muted playsInline />
      {props.children}
    </div>
  );
}
