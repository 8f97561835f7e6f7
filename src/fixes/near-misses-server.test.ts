import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

describe('webhooks/event-with-effect', () => {
  const shop = (storage: string, server = ''): Files => ({
    'package.json': '{ "name": "shop", "type": "module", "dependencies": { "express": "*", "drizzle-orm": "*", "zod": "*" } }',
    'shared/schema.ts': `import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: serial("id").primaryKey(), credits: integer("credits").notNull().default(0) });
export const webhookEvents = pgTable("webhook_events", { id: text("id").primaryKey() });
`,
    'server/storage.ts': `import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { users } from "../shared/schema";
const db = drizzle(process.env.DATABASE_URL!);
export async function addCredits(userId: number, amount: number) {
  ${storage}
}
`,
    'server/index.ts': `import express from "express";
import { createHmac } from "crypto";
import { z } from "zod";
import { addCredits } from "./storage";
const eventSchema = z.object({ id: z.string(), userId: z.number(), amount: z.number() });
const app = express();
app.post("/api/webhooks/vouchers", express.raw({ type: "*/*" }), async (req, res) => {
  const expected = createHmac("sha256", process.env.VOUCHER_SECRET!).update(req.body).digest("hex");
  if (req.headers["x-signature"] !== expected) return res.status(401).json({ message: "Invalid signature" });
  const event = eventSchema.parse(JSON.parse(String(req.body)));
  await addCredits(event.userId, event.amount);
  res.json({ received: true });
});
${server}app.listen(3000);
`,
  })
  const WRITE = 'await db.update(users).set({ credits: sql`${users.credits} + ${amount}` }).where(eq(users.id, userId));'

  test('takes the event in the transaction of its effect', async () => {
    const [mended] = await after('webhooks/event-with-effect', shop(WRITE))
    expect(mended).toContain('await tx.insert(webhookEvents).values({ id: eventId }).onConflictDoNothing().returning()')
    expect(mended).toContain('addCredits(event.userId, event.amount, `vouchers:${event.id}`)')
  })

  test.each([
    ['what others call as well', WRITE, 'export const gift = (id: number) => addCredits(id, 5);\n'],
    ['what does more than one write', `${WRITE}\n  await db.insert(users).values({ credits: 0 });`, ''],
    ['what gives back what it wrote', WRITE.replace('await', 'return await'), ''],
  ])('leaves %s', async (_, storage, server) => {
    expect(await after('webhooks/event-with-effect', shop(storage, server))).toEqual([])
  })
})

describe('access/unscoped-query by the parent of the rows', () => {
  const clinic = (other: string): Files => ({
    'package.json': '{ "name": "clinic", "type": "module", "dependencies": { "express": "*", "drizzle-orm": "*", "passport": "*" } }',
    'schema.ts': `import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: serial("id").primaryKey(), email: text("email") });
export const doctors = pgTable("doctors", { id: serial("id").primaryKey(), userId: integer("user_id").notNull().references(() => users.id) });
export const bookings = pgTable("bookings", { id: serial("id").primaryKey(), doctorId: integer("doctor_id").notNull().references(() => doctors.id), guestId: integer("guest_id").notNull().references(() => users.id), healthNotes: text("health_notes"), phone: text("phone") });
`,
    'server.ts': `import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import express from "express";
import passport from "passport";
import { bookings, doctors } from "./schema";
const db = drizzle(process.env.DATABASE_URL!);
const app = express();
app.use(passport.session());
const requireAuth = (req: any, res: any, next: any) => (req.isAuthenticated() ? next() : res.status(401).json({ message: "Sign in" }));
const getVisits = (doctorId: number) => db.select().from(bookings).where(eq(bookings.doctorId, doctorId)).limit(100);
async function getDoctorByUserId(userId: number) {
  const [doctor] = await db.select().from(doctors).where(eq(doctors.userId, userId));
  return doctor;
}
${other}
app.get("/api/doctors/:id/visits", requireAuth, async (req, res) => {
  res.json(await getVisits(Number(req.params.id)));
});
app.listen(3000);
`,
  })

  test('asks for the own row as another handler does, and not where none does', async () => {
    const ME =
      'app.get("/api/me", requireAuth, async (req, res) => {\n  const doctor = await getDoctorByUserId(req.user!.id);\n  res.json({ id: doctor.id });\n});'
    const asked = 'if (!doctor || doctor.id !== Number(req.params.id)) {'
    expect((await after('access/unscoped-query', clinic(ME))).some(text => text.includes(asked))).toBe(true)
    expect((await after('access/unscoped-query', clinic(''))).some(text => text.includes(asked))).toBe(false)
  })
})

describe('sessions/plaintext-password', () => {
  const signUp = (beside: string): Files => ({
    'package.json': '{ "name": "a", "type": "module", "dependencies": { "express": "*", "mongodb": "*", "bcryptjs": "*" } }',
    'server.js': `import express from 'express'
import { MongoClient } from 'mongodb'
import bcrypt from 'bcryptjs'
const users = new MongoClient(process.env.MONGODB_URI).db('shop').collection('users')
const app = express()
app.use(express.json())
app.post('/signup', async (req, res) => {
  const { email, password } = req.body
  await users.insertOne({
    email,
    password${beside}
  })
  res.json({})
})
app.listen(3000)
`,
  })

  test('drops what stands beside its hash', async () => {
    const [mended] = await after('sessions/plaintext-password', signUp(',\n    passwordHash: await bcrypt.hash(password, 10),'))
    expect(mended).toContain('email,\n    passwordHash: await bcrypt.hash(password, 10),')
  })

  test('keeps the only one, whatever a comment says', async () => {
    expect(await after('sessions/plaintext-password', signUp(' // passwordHash: bcrypt.hash(password, 10)'))).toEqual([])
  })
})
