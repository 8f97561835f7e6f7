"use client";

import { deleteReview } from "@/app/products/[slug]/actions";
import { sanitizeHtml } from "@/lib/sanitize";

type Review = {
  id: string;
  rating: number;
  body: string;
  photoUrl: string | null;
  user: { name: string };
};
type Props = { reviews: Review[]; slug: string; canDelete: boolean };

export function ReviewList({ reviews, slug, canDelete }: Props) {
  return (
    <div className="grid">
      {reviews.map((review) => (
        <article className="card" key={review.id}>
          <strong>{review.user.name}</strong> {"★".repeat(review.rating)}
          <p dangerouslySetInnerHTML={{ __html: sanitizeHtml(review.body) }} />
          {review.photoUrl && <img src={review.photoUrl} alt="" />}
          {canDelete && (
            <button className="button ghost" onClick={() => deleteReview(review.id, slug)}>
              Delete
            </button>
          )}
        </article>
      ))}
    </div>
  );
}
