CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

CREATE TABLE "Alerts" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Alerts" PRIMARY KEY AUTOINCREMENT,
    "Owner" TEXT NOT NULL,
    "Symbol" TEXT NOT NULL,
    "Condition" TEXT NOT NULL,
    "Threshold" TEXT NOT NULL,
    "Reference" TEXT NOT NULL,
    "ArmedAt" INTEGER NOT NULL,
    "FiredAt" INTEGER NULL,
    "FiredPrice" TEXT NULL
);

CREATE TABLE "DataProtectionKeys" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_DataProtectionKeys" PRIMARY KEY AUTOINCREMENT,
    "FriendlyName" TEXT NULL,
    "Xml" TEXT NULL
);

CREATE TABLE "Watchlists" (
    "Owner" TEXT NOT NULL CONSTRAINT "PK_Watchlists" PRIMARY KEY,
    "Symbols" TEXT NOT NULL,
    "Version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX "IX_Alerts_Owner_Symbol_Condition_Threshold" ON "Alerts" ("Owner", "Symbol", "Condition", "Threshold");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261122200320_Initial', '10.0.14');

CREATE TABLE "SignOuts" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_SignOuts" PRIMARY KEY,
    "Expires" INTEGER NOT NULL
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126012500_AddSignOuts', '10.0.14');

CREATE TABLE "UserDocuments" (
    "Owner" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Content" TEXT NOT NULL,
    "Version" INTEGER NOT NULL,
    CONSTRAINT "PK_UserDocuments" PRIMARY KEY ("Owner", "Kind")
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126071500_AddUserDocuments', '10.0.14');

