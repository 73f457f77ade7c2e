import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The visitor's own picture, mirrored as people expect it, in a ring that fills while the check goes on. */
export function Mirror(props: { stream: MediaStream | null; progress: number | null }): JSX.Element {
  const { stream, progress } = props;
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current && video.current.srcObject !== stream) video.current.srcObject = stream;
  }, [stream]);
  return (
    <div class={`mirror ${progress === null ? 'inviting' : ''}`}>
      <video ref={video} autoplay muted playsInline />
      <svg class="ring" viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r="47.500" class="ring-track" />
        <circle
          cx="50"
          cy="50"
          r="47.500"
          class="ring-fill"
          pathLength={100}
          stroke-dashoffset={100 - 100 * (progress ?? 0)}
        />
      </svg>
    </div>
  );
}
