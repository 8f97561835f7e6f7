import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { withAdmin } from "@/lib/with-auth";

export const GET = withAdmin(async () => {
  const users = await prisma.user.findMany({
    where: { role: "CUSTOMER" },
    select: { id: true, name: true, email: true, membership: true, createdAt: true },
    orderBy: { createdAt: "desc" },
  });

  // Add the number of orders and the revenue of every customer
  const customers = await Promise.all(
    users.map(async (user) => {
      const stats = await prisma.order.aggregate({
        where: { userId: user.id },
        _count: true,
        _sum: { totalCents: true },
      });
      return { ...user, orderCount: stats._count, revenueCents: stats._sum.totalCents ?? 0 };
    }),
  );

  return NextResponse.json({ customers });
});
