// Names for parts of the server's shapes that the desk passes around.
import type { CentreView, ContactDetail, Message, OfferView } from '../lib/types.ts';

export type CannedReply = CentreView['canned_replies'][number];
export type TimelineEntry = ContactDetail['timeline'][number];

export interface StaffEvent extends TimelineEntry {
  cell: string;
  message?: Message;
}
/** An offer that slipped away, told until dismissed: `taken` by somebody else, or its own end. */
export interface GoneOffer {
  offer: OfferView;
  outcome: 'taken' | 'expired' | 'withdrawn';
  detail: string;
}
