import { Webhook } from "npm:svix@1.45.1";
import { serviceClient } from "../_shared/auth.ts";

type ResendEvent = { type: string; created_at: string; data: { to: string[] } };

// Stop writing to addresses that bounce
Deno.serve(async (req) => {
  const payload = await req.text();

  let event: ResendEvent;
  try {
    event = new Webhook(Deno.env.get("RESEND_WEBHOOK_SECRET")!).verify(payload, {
      "svix-id": req.headers.get("svix-id") ?? "",
      "svix-timestamp": req.headers.get("svix-timestamp") ?? "",
      "svix-signature": req.headers.get("svix-signature") ?? "",
    }) as ResendEvent;
  } catch {
    return new Response("Invalid signature", { status: 400 });
  }

  if (event.type === "email.bounced") {
    const { error } = await serviceClient()
      .from("newsletter_subscribers")
      .update({ bounced_at: event.created_at })
      .in("email", event.data.to);
    if (error) {
      console.error(error);
      return new Response("Database error", { status: 500 });
    }
  }

  return new Response("ok");
});
