import crypto from "crypto";
import fs from "fs";
import multer from "multer";
import path from "path";

export const UPLOADS_DIR = path.join(process.cwd(), "uploads");
export const DOCUMENTS_DIR = path.join(process.cwd(), "documents");

fs.mkdirSync(UPLOADS_DIR, { recursive: true });
fs.mkdirSync(DOCUMENTS_DIR, { recursive: true });

export const photoUpload = multer({
  storage: multer.diskStorage({
    destination: UPLOADS_DIR,
    filename: (_req, file, cb) => cb(null, `${Date.now()}-${file.originalname}`),
  }),
});

export const documentUpload = multer({
  storage: multer.diskStorage({
    destination: DOCUMENTS_DIR,
    filename: (_req, _file, cb) => cb(null, `${crypto.randomUUID()}.pdf`),
  }),
  limits: { fileSize: 5 * 1024 * 1024 },
  fileFilter: (_req, file, cb) => {
    if (file.mimetype !== "application/pdf") return cb(new Error("Only PDF files are accepted"));
    cb(null, true);
  },
});
