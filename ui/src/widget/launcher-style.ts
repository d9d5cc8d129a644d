// The launcher's style sheet. It lives in a shadow root on pages we know nothing about, so it takes
// nothing from them (`all: initial`) and uses no shared tokens.
export const LAUNCHER_STYLE = `
:host { all: initial; }
.box { position: fixed; z-index: 2147483000; inset-block-end: 20px; inset-inline-end: 20px; }
.launcher {
  position: relative; display: grid; place-items: center; inline-size: 60px; block-size: 60px; padding: 0;
  border: 0; border-radius: 50%; background: var(--brand); color: var(--brand-ink); cursor: pointer;
  box-shadow: 0 2px 6px rgb(10 25 35 / .22), 0 10px 28px rgb(10 25 35 / .26);
  transition: transform 160ms cubic-bezier(.2, 0, 0, 1), box-shadow 160ms; -webkit-tap-highlight-color: transparent;
}
.launcher:hover { transform: translateY(-2px); box-shadow: 0 4px 10px rgb(10 25 35 / .24), 0 16px 36px rgb(10 25 35 / .3); }
.launcher:focus-visible { outline: 3px solid var(--brand); outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
.icon { grid-area: 1 / 1; inline-size: 27px; block-size: 27px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; transition: transform 200ms, opacity 160ms; }
[dir='rtl'] .chat { scale: -1 1; }
.cross { opacity: 0; transform: rotate(-60deg) scale(.6); }
.open .cross { opacity: 1; transform: none; }
.open .chat { opacity: 0; transform: scale(.6); }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; box-sizing: border-box; min-inline-size: 24px; block-size: 24px; padding-inline: 6px;
  border: 2px solid #fff; border-radius: 12px; background: #c62828; color: #fff; text-align: center;
  font: 700 12px/20px system-ui, 'Segoe UI', sans-serif;
}
.badge[hidden] { display: none; }
.frame {
  position: fixed; inset-block-end: 96px; inset-inline-end: 20px; inline-size: min(404px, calc(100vw - 40px)); block-size: min(700px, calc(100vh - 120px)); block-size: min(700px, calc(100dvh - 120px));
  border: 0; border-radius: 18px; background: transparent; color-scheme: normal;
  box-shadow: 0 0 0 1px rgb(10 25 35 / .08), 0 24px 64px rgb(10 25 35 / .3);
  visibility: hidden; opacity: 0; transform: translateY(12px) scale(.985); transform-origin: 100% 100%;
  transition: opacity 160ms, transform 200ms cubic-bezier(.2, 0, 0, 1), visibility 0s 200ms;
}
[dir='rtl'] .frame { transform-origin: 0 100%; }
.open .frame { visibility: visible; opacity: 1; transform: none; transition-delay: 0s; }
@media (max-width: 520px), (max-height: 480px) {
  .frame { inset: 0; inline-size: 100vw; block-size: 100vh; block-size: 100dvh; border-radius: 0; }
  .open .launcher { display: none; }
}
@media (prefers-reduced-motion: reduce) { .launcher, .icon, .frame { transition: none; } }
@media (forced-colors: active) { .launcher { border: 2px solid; } }
@media print { .box { display: none; } }
`;
