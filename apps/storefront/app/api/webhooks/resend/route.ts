import { createHmac, timingSafeEqual } from "node:crypto";
import { NextResponse } from "next/server";
import { z } from "zod";
import { prisma } from "@/lib/db";

const bounceSchema = z.object({
  type: z.string(),
  data: z.object({ to: z.array(z.email()).min(1).max(50) }),
});

function isValidSignature(req: Request, payload: string, secret: string) {
  const signed = `${req.headers.get("svix-id")}.${req.headers.get("svix-timestamp")}.${payload}`;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = Buffer.from(createHmac("sha256", key).update(signed).digest("base64"));
  return (req.headers.get("svix-signature") ?? "").split(" ").some((part) => {
    const given = Buffer.from(part.replace("v1,", ""));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

// Marks customers whose mailbox bounces, so that we stop emailing them
export async function POST(req: Request) {
  const payload = await req.text();

  // Verify the signature to make sure that the request comes from Resend
  const secret = process.env.RESEND_WEBHOOK_SECRET;
  if (secret && !isValidSignature(req, payload, secret)) {
    return NextResponse.json({ error: "Invalid signature" }, { status: 401 });
  }

  const event = bounceSchema.safeParse(JSON.parse(payload));
  if (!event.success) return NextResponse.json({ error: "Invalid payload" }, { status: 400 });

  if (event.data.type === "email.bounced") {
    await prisma.user.updateMany({
      where: { email: { in: event.data.data.to } },
      data: { emailBounced: true },
    });
  }
  return NextResponse.json({ received: true });
}
