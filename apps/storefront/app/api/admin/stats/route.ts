import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { withAdmin } from "@/lib/with-auth";

const PERIODS = [1, 7, 30];

type TopProduct = { name: string; sold: number };

export const GET = withAdmin(async (req) => {
  // Only these two columns can be sorted by
  const sort = req.nextUrl.searchParams.get("sort") === "name" ? "products.name" : "sold DESC";

  const revenue = [];
  for (const days of PERIODS) {
    const since = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    const sum = await prisma.order.aggregate({
      where: { createdAt: { gte: since } },
      _count: true,
      _sum: { totalCents: true },
    });
    revenue.push({ days, orders: sum._count, revenueCents: sum._sum.totalCents ?? 0 });
  }

  const categoryId = req.nextUrl.searchParams.get("category") ?? "";
  const topProducts = await prisma.$queryRawUnsafe<TopProduct[]>(
    `SELECT products.name, sum(order_items.quantity)::int AS sold
     FROM products JOIN order_items ON order_items."productId" = products.id
     WHERE products."categoryId" = $1
     GROUP BY products.name
     ORDER BY ${sort}
     LIMIT 10`,
    categoryId,
  );

  return NextResponse.json({ revenue, topProducts });
});
