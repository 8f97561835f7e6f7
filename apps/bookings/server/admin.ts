import type { Express } from "express";
import { z } from "zod";
import { hashPassword, requireAdmin, requireAuth } from "./auth";
import { APP_URL, sendEmail } from "./email";
import { storage } from "./storage";

export function registerAdminRoutes(app: Express) {
  app.get("/api/admin/bookings", requireAdmin, async (_req, res, next) => {
    try {
      res.json(await storage.listAllBookings());
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/admin/users", async (req, res, next) => {
    try {
      if (req.headers["x-user-role"] !== "admin") {
        return res.status(403).json({ message: "Forbidden" });
      }
      res.json(await storage.listUsers(100));
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/admin/providers/:id/approve", requireAuth, async (req, res, next) => {
    try {
      const provider = await storage.approveProvider(Number(req.params.id));
      if (!provider) return res.status(404).json({ message: "Practitioner not found" });
      res.json({ id: provider.id, approved: provider.approved });
    } catch (error) {
      next(error);
    }
  });

  app.get("/api/admin/stats", requireAdmin, async (_req, res) => {
    const stats = await storage.getStats();
    res.json(stats);
  });

  app.post("/api/admin/coupons", requireAdmin, async (req, res, next) => {
    try {
      const { code, percentOff, usesLeft } = req.body;
      res.status(201).json(await storage.createCoupon({ code, percentOff, usesLeft }));
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/admin/invite", requireAdmin, async (req, res, next) => {
    try {
      const { email, name, password } = z
        .object({ email: z.string().email(), name: z.string().min(1).max(100), password: z.string().min(8) })
        .parse(req.body);
      const user = await storage.createUser({
        email: email.toLowerCase(),
        name,
        role: "provider",
        password: await hashPassword(password),
        temporaryPassword: password,
      });
      await sendEmail({
        to: user.email,
        subject: "You are invited to Stillwater",
        text: `Sign in at ${APP_URL}/auth with the password that we told you on the phone.`,
      });
      res.status(201).json({ id: user.id, email: user.email });
    } catch (error) {
      next(error);
    }
  });
}
