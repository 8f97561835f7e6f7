import type { Booking, User } from "@shared/schema";
import { storage } from "./storage";

/** The guest, the practitioner and the team may see a booking. */
export async function canSeeBooking(user: User, booking: Booking): Promise<boolean> {
  if (user.role === "admin") return true;
  if (booking.guestId === user.id) return true;
  const provider = await storage.getProviderByUserId(user.id);
  return provider?.id === booking.providerId;
}
