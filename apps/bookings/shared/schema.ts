import { relations } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  pgTable,
  serial,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createInsertSchema } from "drizzle-zod";
import { z } from "zod";

// Users: guests, practitioners and the team
export const users = pgTable("users", {
  id: serial("id").primaryKey(),
  email: text("email").notNull().unique(),
  password: text("password").notNull(),
  temporaryPassword: text("temporary_password"),
  name: text("name").notNull(),
  phone: text("phone"),
  role: text("role").notNull().default("guest"), // guest | provider | admin
  membership: text("membership").notNull().default("free"), // free | plus
  credits: integer("credits").notNull().default(0), // in cents
  emailBlocked: boolean("email_blocked").notNull().default(false),
  resetToken: text("reset_token").unique(),
  resetExpires: timestamp("reset_expires"),
  createdAt: timestamp("created_at").notNull().defaultNow(),
});

// Practitioners' public profiles
export const providers = pgTable(
  "providers",
  {
    id: serial("id").primaryKey(),
    userId: integer("user_id").notNull().unique().references(() => users.id),
    displayName: text("display_name").notNull(),
    specialty: text("specialty").notNull(),
    city: text("city").notNull(),
    bio: text("bio").notNull().default(""),
    photoUrl: text("photo_url"),
    calendarUrl: text("calendar_url"),
    approved: boolean("approved").notNull().default(false),
    featured: boolean("featured").notNull().default(false),
    checkStatus: text("check_status").notNull().default("pending"),
    createdAt: timestamp("created_at").notNull().defaultNow(),
  },
  (table) => [index("providers_approved_idx").on(table.approved, table.featured)],
);

export const services = pgTable(
  "services",
  {
    id: serial("id").primaryKey(),
    providerId: integer("provider_id").notNull().references(() => providers.id),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    durationMinutes: integer("duration_minutes").notNull(),
    price: integer("price").notNull(), // in cents
    active: boolean("active").notNull().default(true),
  },
  (table) => [index("services_provider_idx").on(table.providerId)],
);

// Weekly opening hours
export const availability = pgTable(
  "availability",
  {
    id: serial("id").primaryKey(),
    providerId: integer("provider_id").notNull().references(() => providers.id),
    weekday: integer("weekday").notNull(), // 0 = Sunday
    startMinute: integer("start_minute").notNull(),
    endMinute: integer("end_minute").notNull(),
  },
  (table) => [index("availability_provider_idx").on(table.providerId)],
);

export const bookings = pgTable(
  "bookings",
  {
    id: serial("id").primaryKey(),
    guestId: integer("guest_id").notNull().references(() => users.id),
    providerId: integer("provider_id").notNull().references(() => providers.id),
    serviceId: integer("service_id").notNull().references(() => services.id),
    startsAt: timestamp("starts_at").notNull(),
    endsAt: timestamp("ends_at").notNull(),
    status: text("status").notNull().default("pending"), // pending | confirmed | cancelled | refunded
    total: integer("total").notNull(), // in cents
    healthNotes: text("health_notes"),
    paymentIntentId: text("payment_intent_id").unique(),
    requestKey: text("request_key").notNull().unique(),
    reminderSentAt: timestamp("reminder_sent_at"),
    createdAt: timestamp("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("bookings_guest_idx").on(table.guestId, table.createdAt),
    index("bookings_status_idx").on(table.status, table.startsAt),
    uniqueIndex("bookings_slot_idx").on(table.providerId, table.startsAt),
  ],
);

export const messages = pgTable("messages", {
  id: serial("id").primaryKey(),
  bookingId: integer("booking_id").notNull().references(() => bookings.id),
  senderId: integer("sender_id").notNull().references(() => users.id),
  body: text("body").notNull(),
  createdAt: timestamp("created_at").notNull().defaultNow(),
});

export const reviews = pgTable(
  "reviews",
  {
    id: serial("id").primaryKey(),
    bookingId: integer("booking_id").notNull().unique().references(() => bookings.id),
    providerId: integer("provider_id").notNull().references(() => providers.id),
    authorId: integer("author_id").notNull().references(() => users.id),
    rating: integer("rating").notNull(),
    body: text("body").notNull(),
    createdAt: timestamp("created_at").notNull().defaultNow(),
  },
  (table) => [index("reviews_provider_idx").on(table.providerId, table.createdAt)],
);

export const coupons = pgTable("coupons", {
  id: serial("id").primaryKey(),
  code: text("code").notNull().unique(),
  percentOff: integer("percent_off").notNull(),
  usesLeft: integer("uses_left").notNull().default(100),
  expiresAt: timestamp("expires_at"),
});

// Gift vouchers that become credit
export const vouchers = pgTable("vouchers", {
  id: serial("id").primaryKey(),
  code: text("code").notNull().unique(),
  amount: integer("amount").notNull(),
  redeemedBy: integer("redeemed_by").references(() => users.id),
  createdAt: timestamp("created_at").notNull().defaultNow(),
});

export const webhookEvents = pgTable("webhook_events", {
  id: text("id").primaryKey(),
  receivedAt: timestamp("received_at").notNull().defaultNow(),
});

// Relations
export const usersRelations = relations(users, ({ one, many }) => ({
  provider: one(providers, { fields: [users.id], references: [providers.userId] }),
  bookings: many(bookings),
}));

export const providersRelations = relations(providers, ({ one, many }) => ({
  user: one(users, { fields: [providers.userId], references: [users.id] }),
  services: many(services),
  reviews: many(reviews),
}));

export const servicesRelations = relations(services, ({ one }) => ({
  provider: one(providers, { fields: [services.providerId], references: [providers.id] }),
}));

export const bookingsRelations = relations(bookings, ({ one, many }) => ({
  guest: one(users, { fields: [bookings.guestId], references: [users.id] }),
  provider: one(providers, { fields: [bookings.providerId], references: [providers.id] }),
  service: one(services, { fields: [bookings.serviceId], references: [services.id] }),
  messages: many(messages),
}));

export const messagesRelations = relations(messages, ({ one }) => ({
  booking: one(bookings, { fields: [messages.bookingId], references: [bookings.id] }),
  sender: one(users, { fields: [messages.senderId], references: [users.id] }),
}));

export const reviewsRelations = relations(reviews, ({ one }) => ({
  provider: one(providers, { fields: [reviews.providerId], references: [providers.id] }),
  author: one(users, { fields: [reviews.authorId], references: [users.id] }),
}));

// Insert schemas
export const insertUserSchema = createInsertSchema(users, {
  email: (schema) => schema.email(),
  password: (schema) => schema.min(8),
}).pick({ email: true, password: true, name: true, phone: true, role: true });

export const insertProviderSchema = createInsertSchema(providers).pick({
  displayName: true,
  specialty: true,
  city: true,
  bio: true,
});

export const insertServiceSchema = createInsertSchema(services, {
  price: (schema) => schema.min(500).max(100000),
  durationMinutes: (schema) => schema.min(15).max(480),
}).pick({ title: true, description: true, durationMinutes: true, price: true });

export const createBookingSchema = z.object({
  serviceId: z.number().int().positive(),
  startsAt: z.coerce.date(),
  healthNotes: z.string().max(2000).optional(),
  couponCode: z.string().max(40).optional(),
  requestKey: z.string().uuid(),
});

export const insertReviewSchema = z.object({
  bookingId: z.number().int().positive(),
  rating: z.number().int().min(1).max(5),
  body: z.string().min(1).max(2000),
});

export type User = typeof users.$inferSelect;
export type InsertUser = z.infer<typeof insertUserSchema>;
export type Provider = typeof providers.$inferSelect;
export type InsertProvider = z.infer<typeof insertProviderSchema>;
export type Service = typeof services.$inferSelect;
export type InsertService = z.infer<typeof insertServiceSchema>;
export type Availability = typeof availability.$inferSelect;
export type Booking = typeof bookings.$inferSelect;
export type InsertBooking = typeof bookings.$inferInsert;
export type Message = typeof messages.$inferSelect;
export type Review = typeof reviews.$inferSelect;
export type Coupon = typeof coupons.$inferSelect;
