import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError, handleError } from "@/lib/api-error";

export async function GET(_req: Request, { params }: { params: Promise<{ slug: string }> }) {
  try {
    const { slug } = await params;
    const product = await prisma.product.findUnique({ where: { slug }, select: { id: true } });
    if (!product) throw new ApiError(404, "Product not found");

    const reviews = await prisma.review.findMany({
      where: { productId: product.id },
      include: { user: true },
      orderBy: { createdAt: "desc" },
      take: 20,
    });

    return NextResponse.json({ reviews });
  } catch (error) {
    return handleError(error);
  }
}
