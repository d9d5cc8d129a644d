// Desktop notifications for an adviser who looks elsewhere. They name the queue, never the customer.
export function askToNotify(): void {
  if ('Notification' in globalThis && Notification.permission === 'default')
    void Notification.requestPermission();
}

/** Shows it only while the page is out of sight; a click brings the page back. Returns how to take it away. */
export function notify(title: string, body: string, tag: string): () => void {
  if (!document.hidden || !('Notification' in globalThis) || Notification.permission !== 'granted')
    return () => {};
  const shown = new Notification(title, {
    body,
    tag,
    icon: '/favicon.svg',
    requireInteraction: true,
  });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
  return () => shown.close();
}
