import { addHours } from "date-fns";
import cron from "node-cron";
import { sendReminder } from "./email";
import { storage } from "./storage";

/** Reminds guests of tomorrow's appointments. */
export async function sendDueReminders() {
  const now = new Date();
  const due = await storage.getDueReminders(addHours(now, 23), addHours(now, 25));
  let sent = 0;
  for (const booking of due) {
    try {
      await sendReminder(booking.email, booking.service, booking.startsAt);
      await storage.markReminded(booking.id);
      sent++;
    } catch (error) {
      console.error(`Reminder for booking ${booking.id} failed:`, error);
    }
  }
  return sent;
}

export function startScheduler() {
  cron.schedule("0 * * * *", () => {
    sendDueReminders().catch((error) => console.error("Reminders failed:", error));
  });
}
