import { Resend } from "resend";

const resend = new Resend(process.env.RESEND_API_KEY);

export const APP_URL = process.env.APP_URL || "http://localhost:5000";

type Email = {
  to: string;
  subject: string;
  html?: string;
  text?: string;
};

export async function sendEmail({ to, subject, html, text }: Email) {
  const { error } = await resend.emails.send({
    from: process.env.EMAIL_FROM!,
    to,
    subject,
    html: html ?? "",
    text,
  });
  if (error) throw new Error(`Resend: ${error.message}`);
}

export function escapeHtml(value: string) {
  return value
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

export async function sendWelcomeEmail(to: string, name: string) {
  await sendEmail({
    to,
    subject: "Welcome to Stillwater",
    html: `<p>Hi ${escapeHtml(name)},</p><p>Your account is ready. Find a practitioner at <a href="${APP_URL}">${APP_URL}</a>.</p>`,
  });
}

export async function sendPasswordResetEmail(to: string, token: string) {
  await sendEmail({
    to,
    subject: "Reset your password",
    text: `Choose a new password: ${APP_URL}/auth?reset=${token}\n\nThe link is valid for one hour.`,
  });
}

export async function sendBookingConfirmation(to: string, service: string, startsAt: Date) {
  await sendEmail({
    to,
    subject: "Your appointment is confirmed",
    text: `${service} on ${startsAt.toUTCString()}.\n\nYou can cancel free of charge until 24 hours before.`,
  });
}

export async function sendReminder(to: string, service: string, startsAt: Date) {
  await sendEmail({
    to,
    subject: "Your appointment is tomorrow",
    text: `A reminder of your ${service} on ${startsAt.toUTCString()}.`,
  });
}

export async function sendNewMessageEmail(to: string, senderName: string, body: string) {
  await sendEmail({
    to,
    subject: `New message from ${senderName}`,
    html: `<h2>New message</h2><p><b>${senderName}</b> wrote:</p><blockquote>${body}</blockquote>`,
  });
}
