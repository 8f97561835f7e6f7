import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ticketSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

export const POST = withAuth(async (req) => {
  const { userId, subject, message } = await parseBody(req, ticketSchema);

  const ticket = await prisma.supportTicket.create({
    data: { userId, subject, message },
  });

  return NextResponse.json({ ticket }, { status: 201 });
});
