import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { cartQuantitySchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

export const PATCH = withAuth(async (req, { user, params }) => {
  const { itemId } = await params;
  const { quantity } = await parseBody(req, cartQuantitySchema);

  const { count } = await prisma.cartItem.updateMany({
    where: { id: itemId, userId: user.id },
    data: { quantity },
  });
  if (count === 0) throw new ApiError(404, "Cart item not found");

  return NextResponse.json({ success: true });
});

export const DELETE = withAuth(async (_req, { user, params }) => {
  const { itemId } = await params;

  const item = await prisma.cartItem.findUnique({ where: { id: itemId } });
  if (!item || item.userId !== user.id) throw new ApiError(404, "Cart item not found");

  await prisma.cartItem.delete({ where: { id: item.id } });
  return NextResponse.json({ success: true });
});
