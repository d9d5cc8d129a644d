// Light, dark, or what the system says; remembered, and applied to the document's root.
export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const STORED = 'nawba.theme';

class ThemeChoice {
  choice = $state<Theme>('system');

  start(): void {
    const stored = localStorage.getItem(STORED) as Theme | null;
    this.#apply(stored && THEMES.includes(stored) ? stored : 'system');
  }
  use(theme: Theme): void {
    localStorage.setItem(STORED, theme);
    this.#apply(theme);
  }
  /** What is shown now, for code that cannot use CSS (charts). */
  get dark(): boolean {
    return (
      this.choice === 'dark' ||
      (this.choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
    );
  }
  #apply(theme: Theme): void {
    this.choice = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

export const theme = new ThemeChoice();
