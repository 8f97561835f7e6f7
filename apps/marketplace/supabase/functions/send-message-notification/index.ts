import { serve } from "https://deno.land/std@0.190.0/http/server.ts";
import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
import { Resend } from "npm:resend@4.0.0";
import { corsHeaders } from "../_shared/cors.ts";

const resend = new Resend(Deno.env.get("RESEND_API_KEY"));

// Emails the recipient of a new message.
// Rate limited to 20 notifications per recipient and hour.
serve(async (req) => {
  const headers = { ...corsHeaders(req), "Content-Type": "application/json" };
  if (req.method === "OPTIONS") {
    return new Response(null, { headers });
  }

  if (req.headers.get("apikey") !== Deno.env.get("SUPABASE_ANON_KEY")) {
    return new Response(JSON.stringify({ error: "Unauthorized" }), { status: 401, headers });
  }

  try {
    const { recipientId, senderName, listingTitle, message } = await req.json();

    const supabase = createClient(
      Deno.env.get("SUPABASE_URL") ?? "",
      Deno.env.get("SUPABASE_SERVICE_ROLE_KEY") ?? "",
    );
    const { data: recipient, error: recipientError } = await supabase.auth.admin.getUserById(recipientId);
    if (recipientError || !recipient.user?.email) {
      return new Response(JSON.stringify({ error: "Recipient not found" }), { status: 404, headers });
    }

    const { error } = await resend.emails.send({
      from: "Trove <hello@trove.example>",
      to: [recipient.user.email],
      subject: "You have a new message on Trove",
      html: `
        <h2>${senderName} wrote about “${listingTitle}”</h2>
        <blockquote>${message}</blockquote>
        <p><a href="${Deno.env.get("SITE_URL")}/messages">Reply on Trove</a></p>
      `,
    });
    if (error) throw error;

    return new Response(JSON.stringify({ success: true }), { status: 200, headers });
  } catch (error) {
    console.error("Error in send-message-notification:", error);
    return new Response(JSON.stringify({ error: "Could not send the email" }), { status: 500, headers });
  }
});
