global using DynamoBackup.Engine;

// Where a parameter or a method has the type's name.
global using BackupArnText = DynamoBackup.Engine.BackupArn;
global using BackupNameRules = DynamoBackup.Engine.BackupName;
global using PrintableText = DynamoBackup.Engine.Printable;
