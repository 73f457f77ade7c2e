import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Turn } from '../../../models/pipeline/turn.ts';
import { breathe } from './breath.ts';

/** The visitor's own picture, mirrored as people expect it, in a frame that fills while the check goes on. */
export function Mirror(props: {
  stream: MediaStream | null;
  /** Whether it stands still, since nobody looks at it. */
  still: ReadonlySignal<boolean>;
  /** How far the camera's picture is turned clockwise. */
  turn: Turn;
  progress: number | null;
  /** A drawing of what to do, over its corner. */
  children: ComponentChildren;
}): JSX.Element {
  const { stream, turn, progress } = props;
  const still = props.still.value;
  const inviting = progress === null;
  const mirror = useRef<HTMLDivElement>(null);
  useEffect(() => (inviting && mirror.current ? breathe(mirror.current) : undefined), [inviting]);
  // With the element itself: an effect after it was seen to be left out under load, and the mirror stayed black.
  const show = (video: HTMLVideoElement | null) => {
    if (!video) return;
    if (video.srcObject !== stream) video.srcObject = stream;
    // Not before it shows anything.
    if (still && video.readyState >= video.HAVE_CURRENT_DATA) video.pause();
    // One that is paused before it plays says so by an error.
    else if (video.paused) video.play().catch(() => undefined);
  };
  return (
    <div ref={mirror} class={`mirror ${inviting ? 'inviting' : ''}`}>
      {!inviting && (
        <div class="filling" style={{ '--filled': progress }} aria-hidden="true">
          {[0, 1, 2, 3, 4].map((bar) => (
            <span key={bar} />
          ))}
        </div>
      )}
      <video ref={show} data-turn={turn} autoplay muted playsInline />
      {props.children}
    </div>
  );
}
