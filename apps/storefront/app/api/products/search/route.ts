import { NextResponse, type NextRequest } from "next/server";
import { prisma } from "@/lib/db";
import { handleError } from "@/lib/api-error";

type SearchResult = {
  id: string;
  slug: string;
  name: string;
  priceCents: number;
  imageUrl: string | null;
};

export async function GET(req: NextRequest) {
  try {
    const q = req.nextUrl.searchParams.get("q")?.trim() ?? "";
    if (q.length < 2) return NextResponse.json({ products: [] });

    const products = await prisma.$queryRawUnsafe<SearchResult[]>(
      `SELECT id, slug, name, "priceCents", "imageUrl"
       FROM products
       WHERE "isActive" = true AND name ILIKE '%${q}%'
       ORDER BY name
       LIMIT 24`,
    );

    return NextResponse.json({ products });
  } catch (error) {
    return handleError(error);
  }
}
