import { NextResponse, type NextRequest } from "next/server";
import { destroySession } from "@/lib/auth";

// Logs the user out and sends them back to where they came from
export async function GET(req: NextRequest) {
  await destroySession();
  const redirectTo = req.nextUrl.searchParams.get("redirect") ?? "/";
  return NextResponse.redirect(new URL(redirectTo, req.url));
}
