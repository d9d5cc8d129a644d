// One's own sessions as the server lists them, and a browser's long name in short.
export interface Signed {
  id: string;
  how: 'password' | 'oidc' | 'link' | 'demo';
  began_at: string;
  seen_at: string;
  expires_at: string;
  /** What the browser says it is (`User-Agent`). */
  browser: string;
  address: string;
  current: boolean;
}

// The first that is found: Edge also says that it is Chrome, Chrome that it is Safari.
const BROWSERS: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

/** `Firefox, Linux`; null for what is none of the known ones. */
export function browserOf(user_agent: string): string | null {
  const [browser, system] = [BROWSERS, SYSTEMS].map(
    (list) => list.find(([pattern]) => pattern.test(user_agent))?.[1],
  );
  if (!browser) return null;
  return system ? `${browser}, ${system}` : browser;
}
