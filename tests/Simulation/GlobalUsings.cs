global using DynamoBackup.Engine;
global using DynamoBackup.Engine.Calling;
global using DynamoBackup.Engine.Outcomes;
global using DynamoBackup.Engine.Requests;
global using DynamoBackup.Engine.Service;
