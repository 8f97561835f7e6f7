import { Resend } from "resend";

const resend = new Resend(process.env.RESEND_API_KEY);

type Email = {
  to: string;
  subject: string;
  text: string;
};

/** Sends an email through Resend. Throws when the provider rejects it. */
export async function sendEmail({ to, subject, text }: Email) {
  const { error } = await resend.emails.send({
    from: process.env.EMAIL_FROM!,
    to,
    subject,
    text,
  });
  if (error) throw new Error(`Resend: ${error.message}`);
}

export async function sendWelcomeEmail(to: string, name: string) {
  await sendEmail({
    to,
    subject: "Welcome to Juniper & Oak 🌿",
    text: `Hi ${name},\n\nThanks for joining us. Happy shopping!`,
  });
}

export async function sendPasswordResetEmail(to: string, token: string) {
  const url = `${process.env.NEXT_PUBLIC_APP_URL}/login?reset=${token}`;
  await sendEmail({
    to,
    subject: "Reset your password",
    text: `Click the link to choose a new password: ${url}\n\nThe link is valid for one hour.`,
  });
}

export async function sendOrderConfirmation(to: string, orderNumber: number, trackingToken: string) {
  await sendEmail({
    to,
    subject: `Your order #${orderNumber}`,
    text: `Thank you! Follow your order: ${process.env.NEXT_PUBLIC_APP_URL}/api/track/${trackingToken}`,
  });
}

export async function sendStaffInvitation(to: string, password: string) {
  await sendEmail({
    to,
    subject: "You have been invited to Juniper & Oak",
    text: `Log in with your temporary password: ${password}\n\n${process.env.NEXT_PUBLIC_APP_URL}/login`,
  });
}
