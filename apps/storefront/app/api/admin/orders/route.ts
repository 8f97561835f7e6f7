import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { withAdmin } from "@/lib/with-auth";

export const GET = withAdmin(async (req) => {
  const page = Math.max(Number(req.nextUrl.searchParams.get("page")) || 1, 1);

  const orders = await prisma.order.findMany({
    include: { user: { select: { name: true, email: true } } },
    orderBy: { createdAt: "desc" },
    skip: (page - 1) * 50,
    take: 50,
  });

  return NextResponse.json({ orders, page });
});
