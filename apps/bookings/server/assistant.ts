import { desc, eq } from "drizzle-orm";
import type { Express } from "express";
import rateLimit from "express-rate-limit";
import OpenAI from "openai";
import { z } from "zod";
import { bookings, reviews } from "@shared/schema";
import { requireAuth, requireProvider } from "./auth";
import { db } from "./db";
import { storage } from "./storage";

const openai = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });

const writerLimiter = rateLimit({
  windowMs: 60 * 60 * 1000,
  max: 20,
  message: { message: "Please try again in an hour" },
});

const chatSchema = z.object({
  providerId: z.number().int().optional(),
  messages: z
    .array(z.object({ role: z.enum(["user", "assistant"]), content: z.string().max(2000) }))
    .min(1)
    .max(20),
});

const tools: OpenAI.Chat.Completions.ChatCompletionTool[] = [
  {
    type: "function",
    function: {
      name: "list_my_bookings",
      description: "Lists the guest's latest appointments",
      parameters: { type: "object", properties: {} },
    },
  },
  {
    type: "function",
    function: {
      name: "get_booking",
      description: "Looks up one appointment by its number",
      parameters: { type: "object", properties: { bookingId: { type: "number" } }, required: ["bookingId"] },
    },
  },
  {
    type: "function",
    function: {
      name: "cancel_booking",
      description: "Cancels an appointment by its number",
      parameters: { type: "object", properties: { bookingId: { type: "number" } }, required: ["bookingId"] },
    },
  },
];

async function runTool(name: string, args: any, userId: number) {
  switch (name) {
    case "list_my_bookings":
      return db
        .select({ id: bookings.id, startsAt: bookings.startsAt, status: bookings.status })
        .from(bookings)
        .where(eq(bookings.guestId, userId))
        .orderBy(desc(bookings.createdAt))
        .limit(10);
    case "get_booking":
      const [booking] = await db.select().from(bookings).where(eq(bookings.id, args.bookingId));
      return booking ?? { error: "Booking not found" };
    case "cancel_booking":
      await db.update(bookings).set({ status: "cancelled" }).where(eq(bookings.id, args.bookingId));
      return { cancelled: true };
    default:
      return { error: "Unknown tool" };
  }
}

export function registerAssistantRoutes(app: Express) {
  app.post("/api/assistant", requireAuth, async (req, res, next) => {
    try {
      const { messages, providerId } = chatSchema.parse(req.body);
      const recent = providerId
        ? await db
            .select({ body: reviews.body, rating: reviews.rating })
            .from(reviews)
            .where(eq(reviews.providerId, providerId))
            .limit(10)
        : [];

      const conversation: OpenAI.Chat.Completions.ChatCompletionMessageParam[] = [
        {
          role: "system",
          content: `You are the friendly assistant of Stillwater, a marketplace for massage and yoga appointments.
You help ${req.user!.name} with their appointments.
What guests say about this practitioner:
${recent.map((review) => `${review.rating}/5: ${review.body}`).join("\n")}`,
        },
        ...messages,
      ];

      for (let round = 0; round < 4; round++) {
        const completion = await openai.chat.completions.create({
          model: "gpt-4o-mini",
          messages: conversation,
          tools,
          max_tokens: 500,
        });
        const message = completion.choices[0].message;
        if (!message.tool_calls?.length) {
          return res.json({ reply: message.content });
        }
        conversation.push(message);
        for (const call of message.tool_calls) {
          if (call.type !== "function") continue;
          const result = await runTool(call.function.name, JSON.parse(call.function.arguments), req.user!.id);
          conversation.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(result) });
        }
      }
      res.json({ reply: "Sorry, I could not find that out." });
    } catch (error) {
      next(error);
    }
  });

  app.post("/api/provider/describe", requireProvider, writerLimiter, async (req, res, next) => {
    try {
      const { notes } = z.object({ notes: z.string().min(10).max(1000) }).parse(req.body);
      const completion = await openai.chat.completions.create({
        model: "gpt-4o-mini",
        messages: [
          { role: "system", content: "Write a warm description of a wellness service in under 80 words." },
          { role: "user", content: notes },
        ],
        max_tokens: 200,
      });
      res.json({ description: completion.choices[0].message.content });
    } catch (error) {
      next(error);
    }
  });
}
