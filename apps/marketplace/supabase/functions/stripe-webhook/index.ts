import Stripe from "https://esm.sh/stripe@14.21.0?target=deno";
import { serviceClient } from "../_shared/auth.ts";

const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY")!, {
  apiVersion: "2023-10-16",
  httpClient: Stripe.createFetchHttpClient(),
});
const cryptoProvider = Stripe.createSubtleCryptoProvider();

Deno.serve(async (req) => {
  const signature = req.headers.get("stripe-signature");
  if (!signature) return new Response("Missing signature", { status: 400 });

  let event: Stripe.Event;
  try {
    event = await stripe.webhooks.constructEventAsync(
      await req.text(),
      signature,
      Deno.env.get("STRIPE_WEBHOOK_SECRET")!,
      undefined,
      cryptoProvider,
    );
  } catch (error) {
    console.error("Signature check failed", error);
    return new Response("Invalid signature", { status: 400 });
  }

  if (event.type === "checkout.session.completed") {
    const session = event.data.object as Stripe.Checkout.Session;
    const { data: fresh, error } = await serviceClient().rpc("settle_order", {
      _event_id: event.id,
      _event_type: event.type,
      _order_id: session.metadata?.order_id,
      _payment_intent: session.payment_intent,
    });
    if (error) {
      // Stripe tries again when it does not get a 2xx
      console.error("Could not settle order", error);
      return new Response("Try again", { status: 500 });
    }
    if (!fresh) console.log("Already handled", event.id);
  }

  return new Response(JSON.stringify({ received: true }), { headers: { "Content-Type": "application/json" } });
});
