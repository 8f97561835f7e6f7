import { NextResponse, type NextRequest } from "next/server";
import { prisma } from "@/lib/db";

// Public catalogue. Also used by our partners' websites, that's why CORS is open here.
export async function GET(req: NextRequest) {
  const params = req.nextUrl.searchParams;
  const limit = Math.min(Math.max(Number(params.get("limit")) || 24, 1), 100);
  const page = Math.max(Number(params.get("page")) || 1, 1);
  const category = params.get("category");

  const products = await prisma.product.findMany({
    where: { isActive: true, ...(category ? { category: { slug: category } } : {}) },
    select: { id: true, slug: true, name: true, priceCents: true, imageUrl: true },
    orderBy: { createdAt: "desc" },
    skip: (page - 1) * limit,
    take: limit,
  });

  return NextResponse.json(
    { products, page },
    { headers: { "Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60" } },
  );
}
