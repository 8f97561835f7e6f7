import { NextResponse, type NextRequest } from "next/server";
import { requireUser } from "@/lib/auth";
import { handleError } from "@/lib/api-error";

// Used by the header and by the mobile app
export async function GET(req: NextRequest) {
  try {
    const user = await requireUser();
    const res = NextResponse.json({ user });

    // CORS for the mobile app and the preview deployments
    const origin = req.headers.get("origin");
    if (origin) {
      res.headers.set("Access-Control-Allow-Origin", origin);
      res.headers.set("Access-Control-Allow-Credentials", "true");
    }
    return res;
  } catch (error) {
    return handleError(error);
  }
}
