import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { withAuth } from "@/lib/with-auth";

export const GET = withAuth(async (_req, { params }) => {
  const { id } = await params;
  const ticket = await prisma.supportTicket.findFirst({ where: { id } });
  if (!ticket) throw new ApiError(404, "Ticket not found");
  return NextResponse.json({ ticket });
});
