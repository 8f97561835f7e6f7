import { submitReview } from "@/app/products/[slug]/actions";

type Props = { productId: string; userId: string; slug: string };

export function ReviewForm({ productId, userId, slug }: Props) {
  return (
    <form action={submitReview} className="stack">
      <input type="hidden" name="productId" value={productId} />
      <input type="hidden" name="userId" value={userId} />
      <input type="hidden" name="slug" value={slug} />
      <select name="rating" defaultValue="5">
        {[5, 4, 3, 2, 1].map((rating) => (
          <option key={rating} value={rating}>
            {"★".repeat(rating)}
          </option>
        ))}
      </select>
      <textarea name="body" placeholder="What do you think?" required minLength={3} />
      <input type="file" name="photo" accept="image/*" />
      <button className="button">Post review</button>
    </form>
  );
}
