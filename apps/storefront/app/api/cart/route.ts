import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { cartItemSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

export const POST = withAuth(async (req, { user }) => {
  const { productId, quantity } = await parseBody(req, cartItemSchema);

  const product = await prisma.product.findUnique({ where: { id: productId } });
  if (!product || !product.isActive) throw new ApiError(404, "Product not found");

  const item = await prisma.cartItem.upsert({
    where: { userId_productId: { userId: user.id, productId } },
    update: { quantity },
    create: { userId: user.id, productId, quantity },
  });

  return NextResponse.json({ item }, { status: 201 });
});

// Not needed for now, the cart is emptied after the checkout
// export async function DELETE(req: Request) {
//   const { userId } = await req.json();
//   await prisma.cartItem.deleteMany({ where: { userId } });
//   return NextResponse.json({ success: true });
// }
