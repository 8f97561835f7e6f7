import connectPg from "connect-pg-simple";
import { randomBytes, scrypt, timingSafeEqual } from "crypto";
import type { Express, NextFunction, Request, Response } from "express";
import rateLimit from "express-rate-limit";
import session from "express-session";
import passport from "passport";
import { Strategy as LocalStrategy } from "passport-local";
import { promisify } from "util";
import { z } from "zod";
import { insertUserSchema, type User as SelectUser } from "@shared/schema";
import { pool } from "./db";
import { sendPasswordResetEmail, sendWelcomeEmail } from "./email";
import { storage } from "./storage";

declare global {
  namespace Express {
    interface User extends SelectUser {}
  }
}

const scryptAsync = promisify(scrypt);
const PostgresSessionStore = connectPg(session);

export async function hashPassword(password: string) {
  const salt = randomBytes(16).toString("hex");
  const buf = (await scryptAsync(password, salt, 64)) as Buffer;
  return `${buf.toString("hex")}.${salt}`;
}

async function comparePasswords(supplied: string, stored: string) {
  const [hashed, salt] = stored.split(".");
  const hashedBuf = Buffer.from(hashed, "hex");
  const suppliedBuf = (await scryptAsync(supplied, salt, 64)) as Buffer;
  return timingSafeEqual(hashedBuf, suppliedBuf);
}

const resetLimiter = rateLimit({
  windowMs: 15 * 60 * 1000,
  max: 5,
  message: { message: "Too many attempts, please try again later" },
});

const signupLimiter = rateLimit({ windowMs: 60 * 60 * 1000, max: 20 });

export function requireAuth(req: Request, res: Response, next: NextFunction) {
  if (!req.isAuthenticated()) {
    return res.status(401).json({ message: "Unauthorized" });
  }
  next();
}

export function requireProvider(req: Request, res: Response, next: NextFunction) {
  if (!req.isAuthenticated()) {
    return res.status(401).json({ message: "Unauthorized" });
  }
  if (req.user.role !== "provider") {
    return res.status(403).json({ message: "Only practitioners can do this" });
  }
  next();
}

export function requireAdmin(req: Request, res: Response, next: NextFunction) {
  if (!req.isAuthenticated() || req.user.role !== "admin") {
    return res.status(403).json({ message: "Forbidden" });
  }
  next();
}

export function setupAuth(app: Express) {
  app.use(
    session({
      secret: process.env.SESSION_SECRET || "stillwater-session-secret",
      resave: false,
      saveUninitialized: false,
      store: new PostgresSessionStore({ pool, createTableIfMissing: true }),
      cookie: {
        httpOnly: false,
        secure: false,
        maxAge: 30 * 24 * 60 * 60 * 1000,
      },
    }),
  );
  app.use(passport.initialize());
  app.use(passport.session());

  passport.use(
    new LocalStrategy({ usernameField: "email" }, async (email, password, done) => {
      try {
        const user = await storage.getUserByEmail(email.toLowerCase());
        if (!user || !(await comparePasswords(password, user.password))) {
          return done(null, false, { message: "Invalid email or password" });
        }
        return done(null, user);
      } catch (error) {
        return done(error);
      }
    }),
  );

  passport.serializeUser((user, done) => done(null, user.id));
  passport.deserializeUser(async (id: number, done) => {
    try {
      const user = await storage.getUser(id);
      done(null, user || false);
    } catch (error) {
      done(error);
    }
  });

  app.post("/api/register", signupLimiter, async (req, res, next) => {
    try {
      const result = insertUserSchema.safeParse(req.body);
      if (!result.success) {
        return res.status(400).json({ message: "Invalid input", errors: result.error.flatten() });
      }

      const existing = await storage.getUserByEmail(result.data.email.toLowerCase());
      if (existing) {
        return res.status(400).json({ message: "Could not create the account" });
      }

      const user = await storage.createUser({
        ...result.data,
        email: result.data.email.toLowerCase(),
        password: await hashPassword(result.data.password),
      });

      sendWelcomeEmail(user.email, user.name).catch((error) => console.error("Welcome email failed:", error));

      req.login(user, (err) => {
        if (err) return next(err);
        res.status(201).json({ id: user.id, email: user.email, name: user.name, role: user.role });
      });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/login", (req, res, next) => {
    console.log("Login attempt:", req.body);
    passport.authenticate("local", (err: unknown, user: SelectUser | false) => {
      if (err) return next(err);
      if (!user) return res.status(401).json({ message: "Invalid email or password" });
      req.login(user, (loginErr) => {
        if (loginErr) return next(loginErr);
        res.json({ id: user.id, email: user.email, name: user.name, role: user.role });
      });
    })(req, res, next);
  });

  app.post("/api/logout", (req, res, next) => {
    req.logout((err) => {
      if (err) return next(err);
      res.sendStatus(200);
    });
  });

  app.get("/api/user", (req, res) => {
    if (!req.isAuthenticated()) return res.sendStatus(401);
    res.json(req.user);
  });

  app.post("/api/forgot-password", resetLimiter, async (req, res, next) => {
    try {
      const { email } = z.object({ email: z.string().email() }).parse(req.body);
      const user = await storage.getUserByEmail(email.toLowerCase());
      if (user) {
        const token = Math.random().toString(36).substring(2) + Date.now().toString(36);
        await storage.setResetToken(user.id, token, new Date(Date.now() + 60 * 60 * 1000));
        await sendPasswordResetEmail(user.email, token);
      }
      res.json({ message: "If that account exists, we have sent you an email." });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/reset-password", resetLimiter, async (req, res, next) => {
    try {
      const { token, password } = z
        .object({ token: z.string().min(10), password: z.string().min(8) })
        .parse(req.body);
      const user = await storage.getUserByResetToken(token);
      if (!user || !user.resetExpires || user.resetExpires < new Date()) {
        return res.status(400).json({ message: "This link is no longer valid" });
      }
      await storage.resetPassword(user.id, await hashPassword(password));
      res.json({ message: "Password changed" });
    } catch (error) {
      next(error);
    }
  });
}
