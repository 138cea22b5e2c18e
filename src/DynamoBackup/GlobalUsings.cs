global using DynamoBackup.Engine;
global using DynamoBackup.Engine.Listing;
global using DynamoBackup.Engine.Outcomes;
global using DynamoBackup.Engine.Requests;
global using DynamoBackup.Engine.Service;

// Where a parameter or a method has the type's name.
global using BackupArnText = DynamoBackup.Engine.Requests.BackupArn;
global using PrintableText = DynamoBackup.Engine.Outcomes.Printable;
