import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { withAuth } from "@/lib/with-auth";

export const GET = withAuth(async (_req, { params }) => {
  const { id } = await params;

  const order = await prisma.order.findUnique({
    where: { id },
    include: { items: { include: { product: true } }, shippingAddress: true },
  });
  if (!order) throw new ApiError(404, "Order not found");

  return NextResponse.json({ order });
});
