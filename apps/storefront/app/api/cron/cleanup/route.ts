import { timingSafeEqual } from "node:crypto";
import { NextResponse, type NextRequest } from "next/server";
import { prisma } from "@/lib/db";

function isCron(req: NextRequest) {
  const secret = process.env.CRON_SECRET;
  if (!secret) return false;
  const expected = Buffer.from(`Bearer ${secret}`);
  const given = Buffer.from(req.headers.get("authorization") ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export async function GET(req: NextRequest) {
  if (!isCron(req)) return NextResponse.json({ error: "Unauthorized" }, { status: 401 });

  const now = new Date();
  const resets = await prisma.passwordReset.deleteMany({ where: { expiresAt: { lt: now } } });
  const limits = await prisma.rateLimit.deleteMany({ where: { resetAt: { lt: now } } });
  return NextResponse.json({ resets: resets.count, limits: limits.count });
}
