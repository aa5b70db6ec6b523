/** A composed email, ready to send. */
export interface Mail {
  to: string;
  from: { name: string; address: string };
  /** Where answers go, if not to the sender. */
  replyTo?: string;
  subject: string;
  text: string;
  html: string;
}
