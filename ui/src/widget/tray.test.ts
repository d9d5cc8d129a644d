import { expect, test } from 'vitest';
import { ApiError } from '../lib/api.ts';
import { settled } from './testing.ts';
import { Tray } from './tray.svelte.ts';

const png = (name: string, size = 4): File => new File([new Uint8Array(size)], name, { type: 'image/png' });
const tooLarge = new ApiError({ type: '', title: '', status: 413, detail: '', code: 'too_large', field: 'file', retryable: false });

function trayAnswered(answers: (ApiError | undefined)[] = []): Tray {
  return new Tray(async (file) => {
    const answer = answers.shift();
    if (answer) throw answer;
    return { id: `id-${file.name}`, name: file.name, media_type: file.type, size: file.size };
  });
}

test('sends up what is accepted and says why the rest is not', async () => {
  const tray = trayAnswered();
  tray.add([png('a.png'), new File(['<b>'], 'b.html', { type: 'text/html' }), png('empty.png', 0)]);
  expect(tray.uploading).toBe(true);
  await settled();
  expect(tray.uploading).toBe(false);
  expect(tray.ready.map((each) => each.id)).toEqual(['id-a.png']);
  expect(tray.refused).toEqual([{ name: 'b.html', why: 'type' }, { name: 'empty.png', why: 'empty' }]);
});

test('a failed upload can be tried again, and outlives the message it missed', async () => {
  const tray = trayAnswered([tooLarge]);
  tray.add([png('a.png'), png('b.png')]);
  await settled();
  expect(tray.items.map((item) => [item.state, item.reason])).toEqual([['failed', 'too_large'], ['ready', null]]);
  tray.clear();
  expect(tray.items.map((item) => item.file.name)).toEqual(['a.png']);
  tray.retry(tray.items[0]!.key);
  await settled();
  expect(tray.ready).toHaveLength(1);
});

test('a removed file is not sent with the message', async () => {
  const tray = trayAnswered();
  tray.add([png('a.png')]);
  tray.remove(tray.items[0]!.key);
  await settled();
  expect(tray.ready).toEqual([]);
});
