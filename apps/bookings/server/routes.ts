import { addMinutes, startOfDay } from "date-fns";
import express, { type Express } from "express";
import rateLimit from "express-rate-limit";
import fs from "fs";
import { createServer, type Server } from "http";
import path from "path";
import Stripe from "stripe";
import { z } from "zod";
import { fromZodError } from "zod-validation-error";
import { createBookingSchema, insertProviderSchema, insertReviewSchema, insertServiceSchema } from "@shared/schema";
import { registerAdminRoutes } from "./admin";
import { registerAssistantRoutes } from "./assistant";
import { requireAuth, requireProvider, setupAuth } from "./auth";
import { parseCalendar } from "./calendar";
import { sendNewMessageEmail } from "./email";
import { findCoordinates } from "./geo";
import { canSeeBooking } from "./permissions";
import { SlotTakenError, storage } from "./storage";
import { DOCUMENTS_DIR, UPLOADS_DIR, documentUpload, photoUpload } from "./uploads";
import { registerWebhooks } from "./webhooks";

if (!process.env.STRIPE_SECRET_KEY) {
  throw new Error("Missing required Stripe secret: STRIPE_SECRET_KEY");
}
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY);

const INVOICE_DIR = path.join(process.cwd(), "invoices");
const DEMO_MODE = true;

const codeLimiter = rateLimit({ windowMs: 15 * 60 * 1000, max: 20 });

export async function registerRoutes(app: Express): Promise<Server> {
  setupAuth(app);
  registerWebhooks(app, stripe);
  registerAdminRoutes(app);
  registerAssistantRoutes(app);

  app.use("/uploads", express.static(UPLOADS_DIR));

  // ---- Practitioners -------------------------------------------------------

  app.get("/api/providers", async (_req, res, next) => {
    try {
      const list = await storage.listProviders(50);
      res.json(
        list.map(({ id, displayName, specialty, city, bio, photoUrl, featured }) => ({
          id,
          displayName,
          specialty,
          city,
          bio,
          photoUrl,
          featured,
        })),
      );
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/providers/search", async (req, res, next) => {
    try {
      const q = String(req.query.q ?? "");
      const city = String(req.query.city ?? "");
      res.json(await storage.searchProviders(q, city));
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/providers/:id", async (req, res, next) => {
    try {
      const provider = await storage.getProvider(Number(req.params.id));
      if (!provider || !provider.approved) {
        return res.status(404).json({ message: "Practitioner not found" });
      }
      const { id, displayName, specialty, city, bio, photoUrl } = provider;
      res.json({ id, displayName, specialty, city, bio, photoUrl, services: await storage.listServices(id) });
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/providers/featured", async (_req, res, next) => {
    try {
      const list = await storage.listFeaturedProviders();
      res.json(list.map(({ id, displayName, specialty, photoUrl }) => ({ id, displayName, specialty, photoUrl })));
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/providers/:id/reviews", async (req, res, next) => {
    try {
      res.json(await storage.getReviews(Number(req.params.id)));
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/providers/:id/slots", async (req, res, next) => {
    try {
      const providerId = Number(req.params.id);
      const { date } = z.object({ date: z.coerce.date() }).parse(req.query);
      const day = startOfDay(date);
      const hours = (await storage.getAvailability(providerId)).filter((one) => one.weekday === day.getDay());
      const taken = await storage.getTakenTimes(providerId, day, addMinutes(day, 24 * 60));
      const slots: string[] = [];
      for (const hour of hours) {
        for (let minute = hour.startMinute; minute < hour.endMinute; minute += 30) {
          const start = addMinutes(day, minute);
          if (!taken.some((one) => start >= one.startsAt && start < one.endsAt)) slots.push(start.toISOString());
        }
      }
      res.json(slots);
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/providers/:id/calendar", async (req, res, next) => {
    try {
      res.json(await storage.getCalendar(Number(req.params.id)));
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/providers", requireAuth, async (req, res, next) => {
    try {
      const result = insertProviderSchema.safeParse(req.body);
      if (!result.success) {
        return res.status(400).json({ message: fromZodError(result.error).message });
      }
      if (await storage.getProviderByUserId(req.user!.id)) {
        return res.status(409).json({ message: "You already have a profile" });
      }
      res.status(201).json(await storage.createProvider(req.user!.id, result.data));
    } catch (error) {
      next(error);
    }
  });

  app.patch("/api/provider/profile", requireProvider, async (req, res, next) => {
    try {
      const data = insertProviderSchema.partial().parse(req.body);
      const provider = await storage.getProviderByUserId(req.user!.id);
      if (!provider) return res.status(404).json({ message: "No profile yet" });
      res.json(await storage.updateProvider(provider.id, data));
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/provider/photo", requireProvider, photoUpload.single("photo"), async (req, res, next) => {
    try {
      const provider = await storage.getProviderByUserId(req.user!.id);
      if (!provider || !req.file) return res.status(400).json({ message: "No photo received" });
      const photoUrl = `/uploads/${req.file.filename}`;
      await storage.updateProvider(provider.id, { photoUrl });
      res.json({ photoUrl });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/provider/documents", requireProvider, documentUpload.single("document"), (req, res) => {
    if (!req.file) return res.status(400).json({ message: "No document received" });
    res.status(201).json({ name: req.file.filename });
  });

  app.get("/api/documents/:name", requireProvider, (req, res) => {
    const file = path.join(DOCUMENTS_DIR, path.basename(req.params.name));
    if (!fs.existsSync(file)) return res.status(404).json({ message: "Not found" });
    res.download(file);
  });

  app.put("/api/provider/availability", requireProvider, async (req, res, next) => {
    try {
      const hours = z
        .array(
          z.object({
            weekday: z.number().int().min(0).max(6),
            startMinute: z.number().int().min(0).max(1440),
            endMinute: z.number().int().min(0).max(1440),
          }),
        )
        .max(21)
        .parse(req.body);
      const provider = await storage.getProviderByUserId(req.user!.id);
      if (!provider) return res.status(404).json({ message: "No profile yet" });
      await storage.setAvailability(provider.id, hours);
      res.json(hours);
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/provider/calendar/import", requireProvider, async (req, res, next) => {
    try {
      const { url } = z.object({ url: z.string().url() }).parse(req.body);
      const response = await fetch(url);
      const events = parseCalendar(await response.text());
      res.json({ imported: events.length, events: events.slice(0, 20) });
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/provider/map", requireProvider, async (req, res, next) => {
    try {
      const provider = await storage.getProviderByUserId(req.user!.id);
      if (!provider) return res.status(404).json({ message: "No profile yet" });
      res.json(await findCoordinates(provider.city));
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/provider/payouts", requireProvider, (req, res) => {
    const result = z.object({ amount: z.number().int().positive() }).safeParse(req.body);
    if (!result.success) return res.status(400).json({ message: "Please enter an amount" });
    // TODO: connect Stripe payouts, for now we just confirm the request
    res.json({ success: true, message: `Your payout of ${(result.data.amount / 100).toFixed(2)} € is on its way` });
  });

  // ---- Services ------------------------------------------------------------

  app.post("/api/services", requireProvider, async (req, res, next) => {
    try {
      const data = insertServiceSchema.parse(req.body);
      const provider = await storage.getProviderByUserId(req.user!.id);
      if (!provider) return res.status(404).json({ message: "No profile yet" });
      res.status(201).json(await storage.createService(provider.id, data));
    } catch (error) {
      next(error);
    }
  });

  app.patch("/api/services/:id", requireProvider, async (req, res, next) => {
    try {
      const data = insertServiceSchema.partial().parse(req.body);
      const provider = await storage.getProviderByUserId(req.user!.id);
      const service = await storage.getService(Number(req.params.id));
      if (!service || service.providerId !== provider?.id) {
        return res.status(404).json({ message: "Service not found" });
      }
      res.json(await storage.updateService(service.id, data));
    } catch (error) {
      next(error);
    }
  });

  app.delete("/api/services/:id", requireProvider, async (req, res, next) => {
    try {
      await storage.deactivateService(Number(req.params.id));
      res.sendStatus(204);
    } catch (error) {
      next(error);
    }
  });

  // ---- Bookings ------------------------------------------------------------

  app.get("/api/bookings", requireAuth, async (req, res, next) => {
    try {
      const list = await storage.getBookingsByGuest(req.user!.id);
      const result = [];
      for (const booking of list) {
        const service = await storage.getService(booking.serviceId);
        const provider = await storage.getProvider(booking.providerId);
        result.push({ ...booking, serviceTitle: service?.title, providerName: provider?.displayName });
      }
      res.json(result);
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/bookings", requireAuth, async (req, res, next) => {
    try {
      const result = createBookingSchema.safeParse(req.body);
      if (!result.success) {
        return res.status(400).json({ message: fromZodError(result.error).message });
      }
      const { serviceId, startsAt, healthNotes, couponCode, requestKey } = result.data;
      const service = await storage.getService(serviceId);
      if (!service || !service.active) return res.status(404).json({ message: "Service not found" });

      let total = service.price;
      if (couponCode) {
        const coupon = await storage.getCoupon(couponCode);
        if (!coupon || (coupon.expiresAt && coupon.expiresAt < new Date())) {
          return res.status(400).json({ message: "This coupon is not valid" });
        }
        total = Math.round((total * (100 - coupon.percentOff)) / 100);
      }

      if (req.user!.membership === "plus") total = Math.round(total * 0.9);

      const booking = await storage.createBooking(
        {
          guestId: req.user!.id,
          providerId: service.providerId,
          serviceId,
          startsAt,
          endsAt: addMinutes(startsAt, service.durationMinutes),
          total,
          healthNotes,
          requestKey,
        },
        couponCode,
      );
      res.status(201).json(booking);
    } catch (error) {
      if (error instanceof SlotTakenError) return res.status(409).json({ message: error.message });
      next(error);
    }
  });

  app.get("/api/bookings/:id", requireAuth, async (req, res, next) => {
    try {
      const booking = await storage.getBooking(Number(req.params.id));
      if (!booking) return res.status(404).json({ message: "Booking not found" });
      res.json(booking);
    } catch (error) {
      next(error);
    }
  });

  app.patch("/api/bookings/:id/reschedule", requireAuth, async (req, res, next) => {
    try {
      const { startsAt } = z.object({ startsAt: z.coerce.date() }).parse(req.body);
      const booking = await storage.getBooking(Number(req.params.id));
      if (!booking) return res.status(404).json({ message: "Booking not found" });
      const minutes = (booking.endsAt.getTime() - booking.startsAt.getTime()) / 60000;
      const moved = await storage.rescheduleBooking(booking.id, startsAt, addMinutes(startsAt, minutes));
      res.json({ id: booking.id, startsAt: moved?.startsAt });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/bookings/:id/cancel", requireAuth, async (req, res, next) => {
    try {
      const booking = await storage.getBookingForGuest(Number(req.params.id), req.user!.id);
      if (!booking) return res.status(404).json({ message: "Booking not found" });
      if (booking.status !== "pending") {
        return res.status(409).json({ message: "Please ask for a refund" });
      }
      await storage.setBookingStatus(booking.id, "cancelled");
      res.json({ id: booking.id, status: "cancelled" });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/bookings/:id/refund", requireProvider, async (req, res, next) => {
    try {
      const provider = await storage.getProviderByUserId(req.user!.id);
      const booking = await storage.getBooking(Number(req.params.id));
      if (!booking || booking.providerId !== provider?.id || !booking.paymentIntentId) {
        return res.status(404).json({ message: "Booking not found" });
      }
      try {
        await stripe.refunds.create(
          { payment_intent: booking.paymentIntentId },
          { idempotencyKey: `refund-${booking.id}` },
        );
      } catch (error) {
        console.error("Refund failed:", error);
      }
      await storage.setBookingStatus(booking.id, "refunded");
      res.json({ id: booking.id, status: "refunded" });
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/bookings/:id/messages", requireAuth, async (req, res, next) => {
    try {
      const booking = await storage.getBooking(Number(req.params.id));
      if (!booking || !(await canSeeBooking(req.user!, booking))) {
        return res.status(404).json({ message: "Booking not found" });
      }
      res.json(await storage.getMessages(booking.id));
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/bookings/:id/messages", requireAuth, async (req, res, next) => {
    try {
      const { senderId, body } = z
        .object({ senderId: z.number().int(), body: z.string().min(1).max(4000) })
        .parse(req.body);
      const booking = await storage.getBooking(Number(req.params.id));
      if (!booking || !(await canSeeBooking(req.user!, booking))) {
        return res.status(404).json({ message: "Booking not found" });
      }
      const message = await storage.createMessage({ bookingId: booking.id, senderId, body });

      const provider = await storage.getProvider(booking.providerId);
      const recipient = await storage.getUser(senderId === booking.guestId ? provider!.userId : booking.guestId);
      if (recipient) {
        sendNewMessageEmail(recipient.email, req.user!.name, body).catch((error) =>
          console.error("Message email failed:", error),
        );
      }
      res.status(201).json(message);
    } catch (error) {
      next(error);
    }
  });

  // ---- Payments ------------------------------------------------------------

  app.post("/api/create-payment-intent", requireAuth, async (req, res) => {
    try {
      const { bookingId, amount } = req.body;
      const booking = await storage.getBookingForGuest(Number(bookingId), req.user!.id);
      if (!booking) return res.status(404).json({ message: "Booking not found" });
      const intent = await stripe.paymentIntents.create(
        {
          amount: Math.round(amount * 100),
          currency: "eur",
          metadata: { bookingId: String(booking.id) },
        },
        { idempotencyKey: `booking-${booking.id}` },
      );
      await storage.setPaymentIntent(booking.id, intent.id);
      res.json({ clientSecret: intent.client_secret });
    } catch (error: any) {
      res.status(500).json({ message: "Error creating payment intent: " + error.message });
    }
  });

  app.post("/api/bookings/:id/pay", requireAuth, async (req, res, next) => {
    try {
      const booking = await storage.getBookingForGuest(Number(req.params.id), req.user!.id);
      if (!booking || booking.status !== "pending") return res.status(404).json({ message: "Booking not found" });
      const intent = await stripe.paymentIntents.create(
        {
          amount: booking.total,
          currency: "eur",
          metadata: { bookingId: String(booking.id) },
        },
        { idempotencyKey: `pay-${booking.id}-${booking.total}` },
      );
      await storage.setPaymentIntent(booking.id, intent.id);
      res.json({ clientSecret: intent.client_secret });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/bookings/:id/pay-with-credits", requireAuth, async (req, res, next) => {
    try {
      const booking = await storage.getBookingForGuest(Number(req.params.id), req.user!.id);
      if (!booking || booking.status !== "pending") return res.status(404).json({ message: "Booking not found" });
      const user = await storage.getUser(req.user!.id);
      if (!user || user.credits < booking.total) {
        return res.status(402).json({ message: "Not enough credit" });
      }
      await storage.updateCredits(user.id, user.credits - booking.total);
      await storage.setBookingStatus(booking.id, "confirmed");
      res.json({ id: booking.id, status: "confirmed", credits: user.credits - booking.total });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/credits/top-up", requireAuth, codeLimiter, async (req, res, next) => {
    try {
      const { pack } = z.object({ pack: z.enum(["50", "100", "200"]) }).parse(req.body);
      const intent = await stripe.paymentIntents.create({
        amount: Number(pack) * 100,
        currency: "eur",
        metadata: { kind: "credits", userId: String(req.user!.id) },
      });
      res.json({ clientSecret: intent.client_secret });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/vouchers/redeem", requireAuth, codeLimiter, async (req, res, next) => {
    try {
      const { code } = z.object({ code: z.string().length(24) }).parse(req.body);
      const amount = await storage.redeemVoucher(code, req.user!.id);
      if (!amount) return res.status(404).json({ message: "This voucher is not valid" });
      res.json({ amount });
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/invoices", requireAuth, (req, res) => {
    const file = path.join(INVOICE_DIR, String(req.query.file));
    fs.readFile(file, (err, data) => {
      if (err) return res.status(404).json({ message: "Invoice not found" });
      res.type("application/pdf").send(data);
    });
  });

  // ---- Account -------------------------------------------------------------

  app.patch("/api/profile", requireAuth, async (req, res, next) => {
    try {
      const user = await storage.updateUser(req.user!.id, req.body);
      res.json({ id: user.id, name: user.name, phone: user.phone });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/membership", requireAuth, async (req, res, next) => {
    try {
      if (DEMO_MODE) {
        await storage.setMembership(req.user!.id, "plus");
        return res.json({ membership: "plus" });
      }
      const intent = await stripe.paymentIntents.create(
        { amount: 4900, currency: "eur", metadata: { kind: "membership", userId: String(req.user!.id) } },
        { idempotencyKey: `plus-${req.user!.id}-${new Date().getFullYear()}` },
      );
      res.json({ clientSecret: intent.client_secret });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/reviews", requireAuth, async (req, res, next) => {
    try {
      const data = insertReviewSchema.parse(req.body);
      const booking = await storage.getBookingForGuest(data.bookingId, req.user!.id);
      if (!booking || booking.status !== "confirmed") {
        return res.status(403).json({ message: "You can only review your own appointments" });
      }
      const review = await storage.createReview({
        bookingId: booking.id,
        providerId: booking.providerId,
        authorId: req.user!.id,
        rating: data.rating,
        body: data.body,
      });
      res.status(201).json(review);
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/go", (req, res) => {
    res.redirect(String(req.query.to || "/"));
  });

  return createServer(app);
}
