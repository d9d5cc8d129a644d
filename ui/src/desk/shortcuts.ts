// Binds the desk's shortcuts to the window; they work while typing, because each has a modifier.
import { tinykeys } from 'tinykeys';
import { type Command, KEYS } from './commands.ts';

/** `list` is asked at each press, so that a command does what it says at that moment. */
export function bindShortcuts(list: () => Command[], help: () => void): () => void {
  const run = (id: string) => (event: KeyboardEvent) => {
    const command = list().find((each) => each.id === id);
    event.preventDefault();
    if (command?.enabled) command.run();
  };
  const bindings = Object.fromEntries(Object.entries(KEYS).map(([id, keys]) => [keys, run(id)]));
  const unbind = tinykeys(window, bindings, {
    ignore: (event) => event.repeat || event.isComposing,
  });
  const asked = (event: KeyboardEvent) => {
    if (!['?', '؟'].includes(event.key) || event.ctrlKey || event.metaKey || isTyping(event.target))
      return;
    event.preventDefault();
    help();
  };
  addEventListener('keydown', asked);
  return () => {
    unbind();
    removeEventListener('keydown', asked);
  };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
}
