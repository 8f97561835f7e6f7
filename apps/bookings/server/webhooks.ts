import { createHmac, timingSafeEqual } from "crypto";
import type { Express } from "express";
import type Stripe from "stripe";
import { z } from "zod";
import { sendBookingConfirmation } from "./email";
import { sendDueReminders } from "./scheduler";
import { storage } from "./storage";

const checkSchema = z.object({
  providerId: z.number().int(),
  status: z.enum(["clear", "consider", "rejected"]),
});

const voucherSchema = z.object({
  id: z.string(),
  userId: z.number().int(),
  amount: z.number().int().positive(),
});

export function registerWebhooks(app: Express, stripe: Stripe) {
  app.post("/api/webhooks/stripe", async (req, res, next) => {
    const signature = req.headers["stripe-signature"];
    if (!signature) return res.status(400).send("No signature provided");

    let event: Stripe.Event;
    try {
      event = stripe.webhooks.constructEvent(req.rawBody, signature, process.env.STRIPE_WEBHOOK_SECRET!);
    } catch (err: any) {
      console.error("Webhook signature verification failed:", err.message);
      return res.status(400).send("Webhook signature verification failed");
    }

    try {
      if (event.type === "payment_intent.succeeded") {
        const intent = event.data.object;
        const booking = await storage.confirmPaidBooking(event.id, intent.id);
        if (booking) {
          const guest = await storage.getUser(booking.guestId);
          const service = await storage.getService(booking.serviceId);
          try {
            await sendBookingConfirmation(guest!.email, service!.title, booking.startsAt);
          } catch (error) {
            console.error("Confirmation email failed:", error);
          }
        }
      }
      res.json({ received: true });
    } catch (error) {
      next(error);
    }
  });

  // Vouchers that were bought at our partner shop become credit
  app.post("/api/webhooks/vouchers", async (req, res, next) => {
    try {
      const secret = process.env.VOUCHER_WEBHOOK_SECRET;
      if (!secret) return res.status(503).json({ message: "Not configured" });

      const expected = createHmac("sha256", secret).update(req.rawBody).digest();
      const given = Buffer.from(String(req.headers["x-voucher-signature"] ?? ""), "hex");
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return res.status(401).json({ message: "Invalid signature" });
      }

      const voucher = voucherSchema.parse(req.body);
      await storage.addCredits(voucher.userId, voucher.amount);
      res.json({ received: true });
    } catch (error) {
      next(error);
    }
  });

  // Result of a practitioner's background check
  app.post("/api/webhooks/background-check", async (req, res, next) => {
    try {
      const { providerId, status } = checkSchema.parse(req.body);
      await storage.setCheckStatus(providerId, status);
      res.json({ received: true });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/webhooks/resend", async (req, res, next) => {
    try {
      const signature = req.headers["svix-signature"];
      if (!signature) {
        return res.status(401).json({ message: "Missing signature" });
      }
      const { type, data } = z
        .object({ type: z.string(), data: z.object({ email: z.string().email() }) })
        .parse(req.body);
      if (type === "email.bounced" || type === "email.complained") {
        await storage.blockEmails(data.email);
      }
      res.json({ received: true });
    } catch (error) {
      next(error);
    }
  });

  // Called by the scheduled deployment
  app.post("/api/tasks/reminders", async (req, res, next) => {
    try {
      const secret = process.env.CRON_SECRET;
      const given = Buffer.from(String(req.headers.authorization ?? ""));
      const expected = Buffer.from(`Bearer ${secret}`);
      if (!secret || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return res.status(401).json({ message: "Unauthorized" });
      }
      res.json({ sent: await sendDueReminders() });
    } catch (error) {
      next(error);
    }
  });
}
