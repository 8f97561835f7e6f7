const HOUR = 3_600_000
const DAY = 24 * HOUR
const TUESDAY = 2

/**
 * When something that is asked for begins and ends: what is sold is taken in days to come, on which people work, and not too far
 * ahead. The first Tuesday of the month after next, and the Friday after it: for a month, every run asks for the same.
 */
export function daysToCome(now = new Date()): { readonly begins: string; readonly ends: string } {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1))
  const tuesday = first.getTime() + ((TUESDAY - first.getUTCDay() + 7) % 7) * DAY + 10 * HOUR
  return { begins: new Date(tuesday).toISOString(), ends: new Date(tuesday + 3 * DAY).toISOString() }
}
