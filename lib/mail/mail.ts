/** A composed email, ready to send. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}
