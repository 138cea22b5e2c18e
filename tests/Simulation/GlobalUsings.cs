global using DynamoBackup.Engine;
