import { NextResponse, type NextRequest } from "next/server";
import { prisma } from "@/lib/db";
import { sendEmail } from "@/lib/email";

// Runs every night (see vercel.json)
export async function GET(req: NextRequest) {
  if (!req.headers.get("x-cron-key")) {
    return NextResponse.json({ error: "Unauthorized" }, { status: 401 });
  }

  const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
  const customers = await prisma.user.findMany({
    where: { emailBounced: false, cartItems: { some: { updatedAt: { lt: yesterday } } } },
    select: { email: true, name: true },
    take: 200,
  });

  for (const customer of customers) {
    await sendEmail({
      to: customer.email,
      subject: "You left something behind 👀",
      text: `Hi ${customer.name}, your cart is waiting for you: ${process.env.NEXT_PUBLIC_APP_URL}/cart`,
    });
  }

  return NextResponse.json({ sent: customers.length });
}
