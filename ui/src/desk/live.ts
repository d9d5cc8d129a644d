// Keeps the desk alive: its event stream, its heartbeat, and a re-read when it is looked at again.
import { connection } from '../lib/connection.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { Stream } from '../lib/stream.ts';
import type { DeskModel } from './model.svelte.ts';

/** Follows the centre until the returned function is called. */
export function connect(desk: DeskModel): () => void {
  const stream = new Stream({
    url: (cursor) => api.signed('/api/stream', { cursor }),
    cursor: desk.desk?.cursor ?? null,
    names: ['event', 'typing'],
    onFrame: (frame) => desk.receive(frame),
    onState: connection.set,
    onResume: () => desk.resume(),
  }).open();
  const pulse = new Worker(new URL('./pulse.worker.ts', import.meta.url), { type: 'module' });
  pulse.onmessage = () => void desk.heartbeat();
  void desk.heartbeat();
  const seen = () => {
    if (document.hidden) return;
    void desk.heartbeat();
    void desk.load().then(() => desk.markRead());
  };
  document.addEventListener('visibilitychange', seen);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    pulse.terminate();
    stream.close();
  };
}
