// Ticks from a worker, because browsers slow a hidden page's timers to one a minute and the
// adviser would be taken for lost.
setInterval(() => postMessage('tick'), 10_000);

export {};
