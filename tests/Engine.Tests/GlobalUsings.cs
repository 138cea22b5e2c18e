global using DynamoBackup.Engine;
global using DynamoBackup.Engine.Calling;
global using DynamoBackup.Engine.Limiting;
global using DynamoBackup.Engine.Listing;
global using DynamoBackup.Engine.Outcomes;
global using DynamoBackup.Engine.Requests;
global using DynamoBackup.Engine.Service;
global using DynamoBackup.Engine.Watching;
