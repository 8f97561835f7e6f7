import { and, asc, desc, eq, gt, gte, isNull, lt, ne, sql } from "drizzle-orm";
import {
  availability,
  bookings,
  coupons,
  messages,
  providers,
  reviews,
  services,
  users,
  vouchers,
  webhookEvents,
  type Availability,
  type Booking,
  type Coupon,
  type InsertBooking,
  type InsertProvider,
  type InsertService,
  type InsertUser,
  type Message,
  type Provider,
  type Service,
  type User,
} from "@shared/schema";
import { db } from "./db";

export class SlotTakenError extends Error {}

export class DatabaseStorage {
  // Users
  async getUser(id: number): Promise<User | undefined> {
    const [user] = await db.select().from(users).where(eq(users.id, id));
    return user;
  }

  async getUserByEmail(email: string): Promise<User | undefined> {
    const [user] = await db.select().from(users).where(eq(users.email, email));
    return user;
  }

  async getUserByResetToken(token: string): Promise<User | undefined> {
    const [user] = await db.select().from(users).where(eq(users.resetToken, token));
    return user;
  }

  async createUser(user: InsertUser & { temporaryPassword?: string }): Promise<User> {
    const [created] = await db.insert(users).values(user).returning();
    return created;
  }

  async updateUser(id: number, data: Partial<InsertUser>): Promise<User> {
    const [updated] = await db.update(users).set(data).where(eq(users.id, id)).returning();
    return updated;
  }

  async setMembership(id: number, membership: string) {
    await db.update(users).set({ membership }).where(eq(users.id, id));
  }

  async setResetToken(id: number, token: string, expires: Date) {
    await db.update(users).set({ resetToken: token, resetExpires: expires }).where(eq(users.id, id));
  }

  async resetPassword(id: number, password: string) {
    await db
      .update(users)
      .set({ password, temporaryPassword: null, resetToken: null, resetExpires: null })
      .where(eq(users.id, id));
  }

  async listUsers(limit: number) {
    return db
      .select({ id: users.id, email: users.email, name: users.name, role: users.role, createdAt: users.createdAt })
      .from(users)
      .orderBy(desc(users.id))
      .limit(limit);
  }

  // Providers
  async listProviders(limit: number) {
    return db
      .select()
      .from(providers)
      .where(eq(providers.approved, true))
      .orderBy(desc(providers.featured))
      .limit(limit);
  }

  async listFeaturedProviders() {
    return db
      .select()
      .from(providers)
      .where(and(eq(providers.approved, true), eq(providers.featured, true)))
      .limit(6);
  }

  async searchProviders(q: string, city: string) {
    const result = await db.execute(
      sql.raw(
        `SELECT id, display_name, specialty, city, photo_url FROM providers
         WHERE approved = true AND (display_name ILIKE '%${q}%' OR specialty ILIKE '%${q}%') AND city ILIKE '%${city}%'
         LIMIT 30`,
      ),
    );
    return result.rows;
  }

  async getProvider(id: number): Promise<Provider | undefined> {
    const [provider] = await db.select().from(providers).where(eq(providers.id, id));
    return provider;
  }

  async getProviderByUserId(userId: number): Promise<Provider | undefined> {
    const [provider] = await db.select().from(providers).where(eq(providers.userId, userId));
    return provider;
  }

  async createProvider(userId: number, data: InsertProvider): Promise<Provider> {
    return db.transaction(async (tx) => {
      const [provider] = await tx.insert(providers).values({ ...data, userId }).returning();
      await tx.update(users).set({ role: "provider" }).where(eq(users.id, userId));
      return provider;
    });
  }

  async updateProvider(id: number, data: Partial<InsertProvider> & { photoUrl?: string; calendarUrl?: string }) {
    const [updated] = await db.update(providers).set(data).where(eq(providers.id, id)).returning();
    return updated;
  }

  async approveProvider(id: number) {
    const [updated] = await db.update(providers).set({ approved: true }).where(eq(providers.id, id)).returning();
    return updated;
  }


  async setCheckStatus(id: number, status: string) {
    await db.update(providers).set({ checkStatus: status }).where(eq(providers.id, id));
  }

  // Services
  async getService(id: number): Promise<Service | undefined> {
    const [service] = await db.select().from(services).where(eq(services.id, id));
    return service;
  }

  async listServices(providerId: number): Promise<Service[]> {
    return db
      .select()
      .from(services)
      .where(and(eq(services.providerId, providerId), eq(services.active, true)))
      .limit(100);
  }

  async createService(providerId: number, data: InsertService): Promise<Service> {
    const [service] = await db.insert(services).values({ ...data, providerId }).returning();
    return service;
  }

  async updateService(id: number, data: Partial<InsertService>): Promise<Service> {
    const [service] = await db.update(services).set(data).where(eq(services.id, id)).returning();
    return service;
  }

  async deactivateService(id: number) {
    await db.update(services).set({ active: false }).where(eq(services.id, id));
  }

  // Calendar
  async getAvailability(providerId: number): Promise<Availability[]> {
    return db.select().from(availability).where(eq(availability.providerId, providerId)).limit(50);
  }

  async setAvailability(providerId: number, hours: { weekday: number; startMinute: number; endMinute: number }[]) {
    await db.transaction(async (tx) => {
      await tx.delete(availability).where(eq(availability.providerId, providerId));
      if (hours.length) {
        await tx.insert(availability).values(hours.map((hour) => ({ ...hour, providerId })));
      }
    });
  }

  async getTakenTimes(providerId: number, from: Date, to: Date) {
    return db
      .select({ startsAt: bookings.startsAt, endsAt: bookings.endsAt })
      .from(bookings)
      .where(
        and(
          eq(bookings.providerId, providerId),
          gte(bookings.startsAt, from),
          lt(bookings.startsAt, to),
          ne(bookings.status, "cancelled"),
        ),
      )
      .limit(500);
  }

  async getCalendar(providerId: number) {
    return db
      .select({
        id: bookings.id,
        startsAt: bookings.startsAt,
        endsAt: bookings.endsAt,
        status: bookings.status,
        healthNotes: bookings.healthNotes,
        guestName: users.name,
        guestPhone: users.phone,
      })
      .from(bookings)
      .innerJoin(users, eq(bookings.guestId, users.id))
      .where(eq(bookings.providerId, providerId))
      .orderBy(asc(bookings.startsAt))
      .limit(500);
  }

  // Bookings
  async getBooking(id: number): Promise<Booking | undefined> {
    const [booking] = await db.select().from(bookings).where(eq(bookings.id, id));
    return booking;
  }

  async getBookingForGuest(id: number, guestId: number): Promise<Booking | undefined> {
    const [booking] = await db
      .select()
      .from(bookings)
      .where(and(eq(bookings.id, id), eq(bookings.guestId, guestId)));
    return booking;
  }

  async getBookingsByGuest(guestId: number): Promise<Booking[]> {
    return db.select().from(bookings).where(eq(bookings.guestId, guestId)).orderBy(desc(bookings.createdAt));
  }

  async listAllBookings(): Promise<Booking[]> {
    return db.select().from(bookings).orderBy(desc(bookings.id));
  }

  async createBooking(data: InsertBooking, couponCode?: string): Promise<Booking> {
    return db.transaction(async (tx) => {
      const [same] = await tx.select().from(bookings).where(eq(bookings.requestKey, data.requestKey));
      if (same) return same;

      if (couponCode) {
        const used = await tx
          .update(coupons)
          .set({ usesLeft: sql`${coupons.usesLeft} - 1` })
          .where(and(eq(coupons.code, couponCode), gt(coupons.usesLeft, 0)))
          .returning();
        if (!used.length) throw new SlotTakenError("This coupon is used up");
      }

      const [booking] = await tx.insert(bookings).values(data).onConflictDoNothing().returning();
      if (!booking) throw new SlotTakenError("This time has just been taken");
      return booking;
    });
  }

  async rescheduleBooking(id: number, startsAt: Date, endsAt: Date): Promise<Booking | undefined> {
    const [booking] = await db.update(bookings).set({ startsAt, endsAt }).where(eq(bookings.id, id)).returning();
    return booking;
  }

  async setBookingStatus(id: number, status: string) {
    await db.update(bookings).set({ status }).where(eq(bookings.id, id));
  }

  async setPaymentIntent(id: number, paymentIntentId: string) {
    await db.update(bookings).set({ paymentIntentId }).where(eq(bookings.id, id));
  }

  async updateCredits(userId: number, credits: number) {
    await db.update(users).set({ credits }).where(eq(users.id, userId));
  }

  async redeemVoucher(code: string, userId: number): Promise<number | undefined> {
    return db.transaction(async (tx) => {
      const [voucher] = await tx
        .update(vouchers)
        .set({ redeemedBy: userId })
        .where(and(eq(vouchers.code, code), isNull(vouchers.redeemedBy)))
        .returning();
      if (!voucher) return undefined;
      await tx
        .update(users)
        .set({ credits: sql`${users.credits} + ${voucher.amount}` })
        .where(eq(users.id, userId));
      return voucher.amount;
    });
  }

  async addCredits(userId: number, amount: number) {
    await db
      .update(users)
      .set({ credits: sql`${users.credits} + ${amount}` })
      .where(eq(users.id, userId));
  }

  async confirmPaidBooking(eventId: string, paymentIntentId: string): Promise<Booking | undefined> {
    return db.transaction(async (tx) => {
      const [event] = await tx.insert(webhookEvents).values({ id: eventId }).onConflictDoNothing().returning();
      if (!event) return undefined;
      const [booking] = await tx
        .update(bookings)
        .set({ status: "confirmed" })
        .where(eq(bookings.paymentIntentId, paymentIntentId))
        .returning();
      return booking;
    });
  }

  // Reminders
  async getDueReminders(from: Date, to: Date) {
    return db
      .select({ id: bookings.id, startsAt: bookings.startsAt, email: users.email, service: services.title })
      .from(bookings)
      .innerJoin(users, eq(bookings.guestId, users.id))
      .innerJoin(services, eq(bookings.serviceId, services.id))
      .where(
        and(
          eq(bookings.status, "confirmed"),
          isNull(bookings.reminderSentAt),
          gte(bookings.startsAt, from),
          lt(bookings.startsAt, to),
        ),
      )
      .limit(200);
  }

  async markReminded(id: number) {
    await db.update(bookings).set({ reminderSentAt: new Date() }).where(eq(bookings.id, id));
  }

  // Messages
  async getMessages(bookingId: number): Promise<Message[]> {
    return db
      .select()
      .from(messages)
      .where(eq(messages.bookingId, bookingId))
      .orderBy(asc(messages.createdAt))
      .limit(200);
  }

  async createMessage(data: { bookingId: number; senderId: number; body: string }): Promise<Message> {
    const [message] = await db.insert(messages).values(data).returning();
    return message;
  }

  // Reviews
  async getReviews(providerId: number) {
    return db.query.reviews.findMany({
      where: eq(reviews.providerId, providerId),
      with: { author: true },
      orderBy: desc(reviews.createdAt),
      limit: 50,
    });
  }

  async createReview(data: { bookingId: number; providerId: number; authorId: number; rating: number; body: string }) {
    const [review] = await db.insert(reviews).values(data).returning();
    return review;
  }

  // Coupons
  async getCoupon(code: string): Promise<Coupon | undefined> {
    const [coupon] = await db.select().from(coupons).where(eq(coupons.code, code));
    return coupon;
  }

  async createCoupon(data: typeof coupons.$inferInsert): Promise<Coupon> {
    const [coupon] = await db.insert(coupons).values(data).returning();
    return coupon;
  }

  async blockEmails(email: string) {
    await db.update(users).set({ emailBlocked: true }).where(eq(users.email, email));
  }

  // Statistics
  async getStats() {
    const [row] = await db
      .select({
        bookings: sql<number>`count(*)::int`,
        revenue: sql<number>`coalesce(sum(${bookings.total}), 0)::int`,
      })
      .from(bookings)
      .where(eq(bookings.status, "confirmed"));
    return row;
  }
}

export const storage = new DatabaseStorage();
