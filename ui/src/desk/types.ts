// Names for parts of the server's shapes that the desk passes around.
import type { CentreView, ContactDetail } from '../lib/types.ts';

export type CannedReply = CentreView['canned_replies'][number];
export type TimelineEntry = ContactDetail['timeline'][number];
