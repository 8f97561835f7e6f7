import { prisma } from "@/lib/db";

export async function getCart(userId: string) {
  const items = await prisma.cartItem.findMany({
    where: { userId },
    include: { product: true },
    orderBy: { id: "asc" },
    take: 100,
  });
  const totalCents = items.reduce((sum, item) => sum + item.product.priceCents * item.quantity, 0);
  return { items, totalCents };
}
