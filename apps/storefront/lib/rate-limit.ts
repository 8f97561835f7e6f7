import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";

/**
 * Fixed window rate limiter backed by Postgres, so it also works across
 * serverless instances.
 */
export async function rateLimit(key: string, limit: number, windowSeconds: number) {
  const rows = await prisma.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_limits ("key", "count", "resetAt")
    VALUES (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
    ON CONFLICT ("key") DO UPDATE SET
      "count" = CASE WHEN rate_limits."resetAt" < now() THEN 1 ELSE rate_limits."count" + 1 END,
      "resetAt" = CASE WHEN rate_limits."resetAt" < now() THEN EXCLUDED."resetAt" ELSE rate_limits."resetAt" END
    RETURNING "count"`;

  if (rows[0].count > limit) {
    throw new ApiError(429, "Too many attempts. Please try again in a few minutes.");
  }
}

export function clientIp(req: Request) {
  return req.headers.get("x-real-ip") ?? "local";
}
