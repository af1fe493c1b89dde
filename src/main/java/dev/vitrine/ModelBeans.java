package dev.vitrine;

import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;

/**
 * The beans of commands about models: neither the shop nor its database, so that models can be fetched and looked at
 * before there is one. Not found by the application's own scan, which has all of them anyway.
 */
@ConfigurationPropertiesScan({"dev.vitrine.vision", "dev.vitrine.models"})
@ComponentScan({"dev.vitrine.vision", "dev.vitrine.models"})
class ModelBeans {}
